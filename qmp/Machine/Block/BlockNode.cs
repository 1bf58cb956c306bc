namespace QmpFuzz.Qmp.Machine.Block;

/// <summary>A pretend block node. The file of a "file" node is only a name: nothing of the host is ever touched.</summary>
internal sealed class BlockNode(string name, string driver)
{
    private long _size;

    public string Name { get; } = name;

    public string Driver { get; } = driver;

    public string FileName { get; init; } = "";

    /// <summary>The node that this one stores its data in.</summary>
    public BlockNode? File { get; init; }

    public BlockNode? Backing { get; init; }

    /// <summary>Bytes of the disk that it shows.</summary>
    public long Size
    {
        get => File?.Size ?? _size;
        set => _size = value;
    }
}
