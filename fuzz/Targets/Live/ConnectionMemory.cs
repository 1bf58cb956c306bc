using System.Buffers;
using QmpFuzz.Qmp.Json;

namespace QmpFuzz.Fuzz.Targets.Live;

/// <summary>What one connection after the other works with, so that none makes its own.</summary>
internal sealed class ConnectionMemory
{
    /// <summary>What comes from the server goes here first.</summary>
    public byte[] Received { get; } = new byte[16384];

    /// <summary>What came before the connection belonged to a testcase.</summary>
    public ArrayBufferWriter<byte> Unlogged { get; } = new();

    /// <summary>What came since something is waited for.</summary>
    public ArrayBufferWriter<byte> Window { get; } = new();

    /// <summary>Where in a message the client stands.</summary>
    public MessageBoundary Boundary { get; } = new();

    /// <summary>For a new connection.</summary>
    public ConnectionMemory Clear()
    {
        Unlogged.ResetWrittenCount();
        Window.ResetWrittenCount();
        Boundary.Reset();
        return this;
    }
}
