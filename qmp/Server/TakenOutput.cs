using QmpFuzz.Qmp.Json;

namespace QmpFuzz.Qmp.Server;

/// <summary>Output that was taken from a monitor, until it is sent. Taking exchanges buffers: nothing is copied.</summary>
internal sealed class TakenOutput
{
    private ByteBuffer _bytes = new();

    public int Length => _bytes.Length;

    public ReadOnlyMemory<byte> Bytes => _bytes.Memory;

    /// <summary>Takes all; what was taken before is to be cleared.</summary>
    public void TakeFrom(QmpSession session) => _bytes = session.ExchangeOutput(_bytes);

    public void Clear() => _bytes.Clear();
}
