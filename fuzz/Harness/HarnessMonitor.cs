namespace QmpFuzz.Fuzz.Harness;

/// <summary>The client's side of one monitor: whether it is there, and what it sent that the server has not taken yet.</summary>
internal sealed class HarnessMonitor
{
    private byte[] _unread = new byte[256];
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
