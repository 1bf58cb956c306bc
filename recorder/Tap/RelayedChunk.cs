using System.Buffers;
using System.Runtime.InteropServices;
using QmpFuzz.Qmp.Transport;

namespace QmpFuzz.Recorder.Tap;

/// <summary>A chunk on its way: what was received at once, with its descriptors, and how much of it is still to be sent on.</summary>
internal sealed class RelayedChunk : IDisposable
{
    public const int Capacity = 64 << 10;

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(Capacity);
    private readonly List<int> _descriptors = [];
    private int _sent;                                      // of the bytes that were received
    private int _received;

    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _received);

    public int Descriptors => _descriptors.Count;

    public bool IsSent => _sent == _received;

    /// <summary>Takes what is there, in place of a chunk that was sent.</summary>
    public Transfer Receive(RelaySocket source)
    {
        Transfer transfer = source.Receive(_buffer.AsSpan(0, Capacity), _descriptors);
        (_sent, _received) = (0, transfer.Bytes);
        return transfer;
    }

    /// <summary>Sends what there is room for. False: the sink takes no more, ever.</summary>
    public bool TrySend(RelaySocket sink)
    {
        Transfer transfer = sink.Send(_buffer.AsSpan(_sent.._received), sink.PassesDescriptors ? CollectionsMarshal.AsSpan(_descriptors) : []);
        _sent += transfer.Bytes;
        if (transfer.End != TransferEnd.TooEarly)
        {
            CloseDescriptors();
        }

        return transfer.End != TransferEnd.Broken;
    }

    public void Dispose()
    {
        CloseDescriptors();
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    private void CloseDescriptors()
    {
        if (_descriptors.Count > 0)
        {
            _descriptors.ForEach(RelaySocket.CloseDescriptor);
            _descriptors.Clear();
        }
    }
}
