namespace QmpFuzz.Fuzz.Harness;

/// <summary>The client's side of one monitor: whether it is there, and what it sent that the server has not taken yet.</summary>
internal sealed class HarnessMonitor
{
    private readonly Queue<(long At, int Count)> _descriptors = new();
    private byte[] _unread = new byte[256];
    private long _taken;
    private int _start;
    private int _end;

    /// <summary>Number in the monitor group; -1 until the testcase first goes there.</summary>
    public int Number { get; set; } = -1;

    public bool IsConnected { get; set; }

    /// <summary>The client half-closed; the server is told once it has taken everything.</summary>
    public bool EndsInput { get; set; }

    public bool EndWasTold { get; set; }

    public bool MaySend => IsConnected && !EndsInput;

    /// <summary>What the server has not taken.</summary>
    public ReadOnlySpan<byte> Unread => _unread.AsSpan(_start, _end - _start);

    /// <summary>Of the unread bytes, those before the next one that descriptors came with.</summary>
    public ReadOnlySpan<byte> Offered => _descriptors.TryPeek(out (long At, int Count) next) && next.At - _taken < Unread.Length ? Unread[..(int)(next.At - _taken)] : Unread;

    /// <summary>Back to a monitor that nobody used.</summary>
    public void Reset()
    {
        Number = -1;
        Disconnect();
    }

    public void Disconnect()
    {
        IsConnected = EndsInput = EndWasTold = false;
        _start = _end = 0;
        _taken = 0;
        _descriptors.Clear();
    }

    /// <summary>Descriptors go with the next byte that is sent.</summary>
    public void SendDescriptors(int count) => _descriptors.Enqueue((_taken + Unread.Length, count));

    /// <summary>The descriptors that came with the next unread byte, if it has any.</summary>
    public bool TryTakeDescriptors(out int count)
    {
        bool isHere = Unread.Length > 0 && _descriptors.TryPeek(out (long At, int Count) next) && next.At == _taken;
        count = isHere ? _descriptors.Dequeue().Count : 0;
        return isHere;
    }

    public void Send(ReadOnlySpan<byte> bytes)
    {
        if (_unread.Length - _end < bytes.Length)
        {
            MakeRoom(bytes.Length);
        }

        bytes.CopyTo(_unread.AsSpan(_end));
        _end += bytes.Length;
    }

    /// <summary>The server took that many of the unread bytes.</summary>
    public void Took(int count)
    {
        _start += count;
        _taken += count;
        if (_start == _end)
        {
            _start = _end = 0;
        }
    }

    private void MakeRoom(int length)
    {
        int kept = _end - _start;
        byte[] larger = new byte[Math.Max(2 * _unread.Length, kept + length)];
        Unread.CopyTo(larger);
        (_unread, _start, _end) = (larger, 0, kept);
    }
}
