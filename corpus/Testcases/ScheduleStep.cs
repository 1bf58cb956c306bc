using System.Collections.Immutable;

namespace QmpFuzz.Corpus.Testcases;

/// <summary>What a testcase says next. The value of a step is the letter that stands after 0x1E in the file.</summary>
public enum StepKind : byte
{
    /// <summary>Bytes that the client of the current monitor sends; not a step.</summary>
    Bytes = 0,

    /// <summary>Completes the k-th pending command.</summary>
    Complete = (byte)'c',

    /// <summary>The machine raises its k-th event.</summary>
    Event = (byte)'e',

    /// <summary>End of a chunk.</summary>
    EndOfChunk = (byte)'s',

    /// <summary>The client disconnects and another one connects.</summary>
    Reconnect = (byte)'d',

    /// <summary>The client disconnects.</summary>
    Disconnect = (byte)'x',

    /// <summary>The client half-closes: it will send no more.</summary>
    EndOfInput = (byte)'w',

    /// <summary>k descriptors travel with the next byte.</summary>
    Descriptors = (byte)'f',

    /// <summary>What follows belongs to monitor k.</summary>
    Monitor = (byte)'m',

    /// <summary>Holds the in-band dispatcher.</summary>
    Hold = (byte)'h',

    /// <summary>Lets a held dispatcher run one command.</summary>
    RunOne = (byte)'r',

    /// <summary>Time passes: k indexes <see cref="ScheduleStep.Milliseconds"/>.</summary>
    Time = (byte)'t',

    /// <summary>The dialect; at offset 0 only, elsewhere it reads as <see cref="Nothing"/>.</summary>
    Dialect = (byte)'q',

    /// <summary>In what a client is told: waits for its next message.</summary>
    Await = (byte)'a',

    /// <summary>In what a client is told: the id of the message that was awaited k before the last one, as the client wrote it; null if it had none.</summary>
    Id = (byte)'i',

    /// <summary>In what a client is told: the bytes since the step before are said 2^k times in all.</summary>
    Loop = (byte)'l',

    /// <summary>Nothing happens: what every letter that is reserved and not assigned reads as.</summary>
    Nothing = (byte)'n',
}

/// <summary>One step of a testcase; <paramref name="Argument"/> is the byte k as it stands in the file, or 0.</summary>
public readonly record struct ScheduleStep(StepKind Kind, byte Argument = 0)
{
    /// <summary>The byte that introduces a step; doubled, it is itself.</summary>
    public const byte Introducer = 0x1E;

    /// <summary>Monitors that a testcase may use.</summary>
    public const int MonitorLimit = 4;

    /// <summary>Descriptors that may travel with one byte, as on a Linux socket of QEMU.</summary>
    public const int DescriptorLimit = 16;

    /// <summary>What the argument of <see cref="StepKind.Time"/> chooses from.</summary>
    public static ImmutableArray<int> Milliseconds { get; } = [1, 10, 100, 999, 1000, 1001, 5000, 60000];

    /// <summary>A letter after 0x1E that makes a step; all of a-z are taken or reserved.</summary>
    public static bool IsLetter(byte letter) => letter is >= (byte)'a' and <= (byte)'z';

    /// <summary>A byte k follows this letter.</summary>
    public static bool TakesArgument(byte letter) => letter is (byte)'c' or (byte)'e' or (byte)'f' or (byte)'m' or (byte)'t' or (byte)'q' or (byte)'i' or (byte)'l';

    /// <summary>The argument taken modulo the number of things there are to choose from, which is not zero.</summary>
    public int Choose(int count) => Argument % count;
}
