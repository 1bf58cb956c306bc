using System.Buffers;

namespace QmpFuzz.Corpus.Testcases;

/// <summary>Writes a testcase such that <see cref="TestcaseReader"/> reads the same bytes and steps back.</summary>
public sealed class TestcaseWriter
{
    private readonly ArrayBufferWriter<byte> _testcase = new();

    public ReadOnlySpan<byte> Written => _testcase.WrittenSpan;

    /// <summary>Starts over.</summary>
    public void Clear() => _testcase.ResetWrittenCount();

    /// <summary>Bytes that the client sends, as they are: a 0x1E among them is doubled.</summary>
    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        while (bytes.IndexOf(ScheduleStep.Introducer) is int at && at >= 0)
        {
            _testcase.Write(bytes[..(at + 1)]);
            _testcase.Write([ScheduleStep.Introducer]);
            bytes = bytes[(at + 1)..];
        }

        _testcase.Write(bytes);
    }

    /// <summary>A step. <see cref="StepKind.Dialect"/> must come first.</summary>
    public void Step(StepKind kind, byte argument = 0)
    {
        byte letter = (byte)kind;
        if (!ScheduleStep.IsLetter(letter) || (kind == StepKind.Dialect && _testcase.WrittenCount > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a step, or a dialect that does not come first");
        }

        _testcase.Write([ScheduleStep.Introducer, letter]);
        if (ScheduleStep.TakesArgument(letter))
        {
            _testcase.Write([argument]);
        }
    }

    /// <summary>A step as it was read.</summary>
    public void Step(ScheduleStep step) => Step(step.Kind, step.Argument);
}
