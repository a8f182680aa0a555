#!/usr/bin/env python3
"""A server of the Model Context Protocol, over standard input and output, that asks its client's model."""

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.types import SamplingMessage, TextContent

asker = MCPServer("asker")


@asker.tool()
async def ask(question: str, context: Context, tokens: int = 50) -> str:
    """Passes a question on to the client's model."""
    content = TextContent(type="text", text=question)
    try:
        answer = await context.session.create_message(
            messages=[SamplingMessage(role="user", content=content)], max_tokens=tokens, system_prompt="Be brief.")
    except Exception as error:
        return f"refused: {error}"
    return f"{answer.model}: {answer.content.text}"


asker.run("stdio")
