using System.Buffers;

namespace QmpFuzz.Fuzz.Contract;

/// <summary>
/// A server of a user's own, without sockets: a public class with a constructor without parameters. Testcases are played to it step
/// by step and what it puts out is judged by the rules of QMP. A monitor is a client's connection; a testcase uses up to four.
/// </summary>
public interface ISessionTarget
{
    /// <summary>Starts over: a fresh machine, nobody connected.</summary>
    void Reset();

    void Connect(int monitor);

    /// <summary>Takes bytes of a client, cut anywhere.</summary>
    void Receive(int monitor, ReadOnlySpan<byte> bytes);

    /// <summary>The client will send no more.</summary>
    void EndOfInput(int monitor);

    void Disconnect(int monitor);

    /// <summary>Moves what is there for the client into the buffer; asked after each of the other calls.</summary>
    void TakeOutput(int monitor, IBufferWriter<byte> output);
}
