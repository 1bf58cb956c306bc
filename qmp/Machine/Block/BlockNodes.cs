using System.Text;
using QmpFuzz.Qmp.Messages;

namespace QmpFuzz.Qmp.Machine.Block;

/// <summary>The machine's block nodes. At first there is d0, of null-co.</summary>
internal sealed class BlockNodes
{
    /// <summary>QEMU has no such limit; here a client must not fill the memory.</summary>
    private const int Most = 256;

    private const int LongestName = 31;

    private readonly List<BlockNode> _nodes = [];

    public BlockNodes() => Clear();

    /// <summary>Newest first, as QEMU lists them.</summary>
    public IEnumerable<BlockNode> NewestFirst => Enumerable.Reverse(_nodes);

    public static QmpError NotFound(ReadOnlySpan<byte> name) => QmpError.Generic([.. "Cannot find device='"u8, .. name, .. "' nor node-name='"u8], name, "'"u8);

    /// <summary>Of what can only be a node.</summary>
    public static QmpError NoSuchNode(ReadOnlySpan<byte> name) => QmpError.Generic("Cannot find device='' nor node-name='"u8, name, "'"u8);

    public BlockNode? Find(ReadOnlySpan<byte> name)
    {
        foreach (BlockNode node in _nodes)
        {
            if (Ascii.Equals(name, node.Name))
            {
                return node;
            }
        }

        return null;
    }

    /// <summary>Why there can be no new node of that name, or null.</summary>
    public QmpError? Refusal(ReadOnlySpan<byte> name) =>
        !IsWellFormed(name) ? QmpError.Generic("Invalid node-name: '"u8, name, "'"u8)
        : name.Length > LongestName ? QmpError.Generic("Node name too long")
        : Find(name) is not null ? QmpError.Generic("Duplicate nodes with node-name='"u8, name, "'"u8)
        : _nodes.Count == Most ? QmpError.Generic("Too many block nodes")
        : null;

    public void Add(BlockNode node) => _nodes.Add(node);

    public void Remove(BlockNode node) => _nodes.Remove(node);

    /// <summary>Another node stores its data in this one.</summary>
    public bool IsUsed(BlockNode node) => _nodes.Exists(other => other.File == node || other.Backing == node);

    /// <summary>Back to what there is at first.</summary>
    public void Clear()
    {
        _nodes.Clear();
        _nodes.Add(new BlockNode("d0", "null-co") { Size = BlockCommands.NullSize });
    }

    private static bool IsWellFormed(ReadOnlySpan<byte> name)
    {
        foreach (byte letter in name)
        {
            if (!char.IsAsciiLetterOrDigit((char)letter) && letter is not ((byte)'-' or (byte)'.' or (byte)'_'))
            {
                return false;
            }
        }

        return !name.IsEmpty && char.IsAsciiLetter((char)name[0]);
    }
}
