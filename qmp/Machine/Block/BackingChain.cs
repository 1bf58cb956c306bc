using QmpFuzz.Qmp.Messages;

namespace QmpFuzz.Qmp.Machine.Block;

/// <summary>A node and the images behind it, and what can be done along them; checks in the order of QEMU's blockdev.c.</summary>
internal static class BackingChain
{
    private static readonly QmpError NoRoot = QmpError.Generic("Need a root block node");
    private static readonly QmpError IntoItself = QmpError.Generic("cannot commit an image into itself");

    /// <summary>Why nothing can be streamed into the node, or null.</summary>
    public static QmpError? StreamRefusal(CommandCall call, BlockNodes nodes, BlockNode node)
    {
        ReadOnlySpan<byte> name = call.Text("base-node"u8);
        if (!call.Has("base-node"u8))
        {
            return null;
        }

        return nodes.Find(name) is not { } found ? BlockNodes.NoSuchNode(name)
            : found == node || !Contains(node, found) ? QmpError.Generic($"Node '{found.Name}' is not a backing image of '{node.Name}'")
            : null;
    }

    /// <summary>Why nothing can be committed from the node's chain, or null. A job puts a node of its own on top of the one that it works on.</summary>
    public static QmpError? CommitRefusal(CommandCall call, BlockNodes nodes, BlockNode node, bool isUnderAJob)
    {
        if (isUnderAJob || nodes.IsUsed(node))
        {
            return NoRoot;
        }

        BlockNode top = node;
        if (call.Has("top-node"u8) && Choose(nodes, node, call.Text("top-node"u8), ref top) is { } noTop)
        {
            return noTop;
        }

        BlockNode bottom = LastOf(top);
        if (call.Has("base-node"u8) && Choose(nodes, top, call.Text("base-node"u8), ref bottom) is { } noBase)
        {
            return noBase;
        }

        return top == bottom ? IntoItself : null;
    }

    private static QmpError? Choose(BlockNodes nodes, BlockNode from, ReadOnlySpan<byte> name, ref BlockNode chosen)
    {
        if (nodes.Find(name) is not { } found)
        {
            return BlockNodes.NoSuchNode(name);
        }

        chosen = found;
        return Contains(from, found) ? null : QmpError.Generic($"'{found.Name}' is not in this backing file chain");
    }

    private static bool Contains(BlockNode from, BlockNode node)
    {
        for (BlockNode? each = from; each is not null; each = each.Backing)
        {
            if (each == node)
            {
                return true;
            }
        }

        return false;
    }

    private static BlockNode LastOf(BlockNode node)
    {
        while (node.Backing is { } behind)
        {
            node = behind;
        }

        return node;
    }
}
