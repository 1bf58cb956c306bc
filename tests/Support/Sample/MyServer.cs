using System.Buffers;
using System.Text;
using QmpFuzz.Fuzz.Contract;

namespace Example;

/// <summary>A server that knows no command, and answers line by line; with MY_SERVER_BUG set it forgets to answer the second one.</summary>
public sealed class MyServer : ISessionTarget
{
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _input = new();
    private int _answers;

    public void Reset() => Connect(0);

    public void Connect(int monitor)
    {
        _input.Clear();
        _output.Clear().Append("{\"QMP\": {\"version\": {}, \"capabilities\": []}}\r\n");
        _answers = 0;
    }

    public void Receive(int monitor, ReadOnlySpan<byte> bytes)
    {
        _input.Append(Encoding.Latin1.GetString(bytes));
        while (_input.ToString().IndexOf('}', StringComparison.Ordinal) is int end && end >= 0)
        {
            _input.Remove(0, end + 1);
            bool forgets = Environment.GetEnvironmentVariable("MY_SERVER_BUG") is not null && _answers == 1;
            _output.Append(forgets ? "" : "{\"error\": {\"class\": \"CommandNotFound\", \"desc\": \"unknown\"}}\r\n");
            _answers++;
        }
    }

    public void EndOfInput(int monitor)
    {
    }

    public void Disconnect(int monitor)
    {
    }

    public void TakeOutput(int monitor, IBufferWriter<byte> output)
    {
        Encoding.ASCII.GetBytes(_output.ToString(), output);
        _output.Clear();
    }
}
