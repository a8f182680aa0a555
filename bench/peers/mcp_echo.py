#!/usr/bin/env python3
"""An echo tool, and as many others as are asked for, on the official SDK's server: mcp_echo.py stdio|http PORT TOOLS"""

import logging
import sys

from mcp.server import MCPServer

transport, port, tools = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
peer = MCPServer("peer", log_level="CRITICAL")
logging.disable(logging.CRITICAL)


def echo(text: str) -> str:
    """Says what it is told."""
    return text


peer.add_tool(echo, name="echo")
for number in range(1, tools):
    peer.add_tool(echo, name=f"echo_{number}")
if transport == "stdio":
    peer.run("stdio")
else:
    peer.run("streamable-http", host="127.0.0.1", port=port)
