#!/usr/bin/env python3
"""A server of the Model Context Protocol that the client tests start: mcp_peer.py sdk|fastmcp stdio|http|sse [PORT]

The same tools with the official SDK and with fastmcp: what Mneme's client is tried against. Writes a line to standard error
when it starts, as many servers do.
"""

import asyncio
import os
import sys

library, transport = sys.argv[1], sys.argv[2]
port = int(sys.argv[3]) if len(sys.argv) > 3 else 0

if library == "sdk":
    from mcp.server import MCPServer as Library
    from mcp.server.mcpserver import Context
else:
    from fastmcp import Context
    from fastmcp import FastMCP as Library

peer = Library("peer")


@peer.tool()
def echo(text: str) -> str:
    """Says what it is told."""
    return text


@peer.tool()
def add(left: int, right: int) -> dict[str, int]:
    """Adds two numbers."""
    return {"sum": left + right}


@peer.tool()
def fail() -> str:
    """Always fails."""
    raise ValueError("this tool always fails")


@peer.tool()
async def count(to: int, context: Context) -> str:
    """Counts and says how far it is."""
    for number in range(1, to + 1):
        await context.report_progress(number, to, f"at {number}")
    return f"counted to {to}"


@peer.tool()
async def sleep(seconds: float) -> str:
    """Takes its time."""
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        with open(os.environ["PEER_LOG"], "a") as log:
            log.write("cancelled\n")
        raise
    return "awake"


@peer.tool()
def secrets() -> list[str]:
    """The names of its environment's variables."""
    return sorted(os.environ)


@peer.tool()
def long(size: int) -> str:
    """A long text."""
    return "x" * size


print("peer starts", file=sys.stderr, flush=True)
if transport == "stdio":
    peer.run("stdio")
elif library == "sdk":
    peer.run("streamable-http" if transport == "http" else "sse", host="127.0.0.1", port=port)
else:
    peer.run(transport, host="127.0.0.1", port=port, show_banner=False)
