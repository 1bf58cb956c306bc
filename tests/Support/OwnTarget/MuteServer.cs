using System.Buffers;
using QmpFuzz.Fuzz.Contract;

namespace Example;

/// <summary>A QMP server that greets and never answers.</summary>
public sealed class MuteServer : ISessionTarget
{
    private bool _greets;

    public void Reset() => _greets = false;

    public void Connect(int monitor) => _greets = true;

    public void Receive(int monitor, ReadOnlySpan<byte> bytes)
    {
    }

    public void EndOfInput(int monitor)
    {
    }

    public void Disconnect(int monitor)
    {
    }

    public void TakeOutput(int monitor, IBufferWriter<byte> output)
    {
        if (_greets)
        {
            _greets = false;
            output.Write("{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 22, \"minor\": 2, \"major\": 7}, \"package\": \"\"}, \"capabilities\": [\"oob\"]}}\r\n"u8);
        }
    }
}
