using QmpFuzz.Fuzz.Executors;

namespace QmpFuzz.Fuzz.Drivers.LibFuzzer;

/// <summary>The target wrote to the input that it was given to read.</summary>
internal sealed class InputOverwrittenException : Exception
{
    public InputOverwrittenException()
        : base("the target wrote to its input")
    {
    }

    public InputOverwrittenException(string message)
        : base(message)
    {
    }

    public InputOverwrittenException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

/// <summary>Gives the target a copy of each input, and objects if that was written to: unsafe code can.</summary>
internal sealed class InputGuard(IExecutor inner) : IExecutor
{
    private byte[] _copy = [];

    /// <summary>libFuzzer's words. ClusterFuzz looks for these bytes in a fuzz target to see whether its merge can go on from a control file.</summary>
    public static ReadOnlySpan<byte> Complaint => "fuzz target overwrites its const input"u8;

    public Execution Run(ReadOnlySpan<byte> testcase)
    {
        if (_copy.Length < testcase.Length)
        {
            _copy = new byte[2 * testcase.Length];
        }

        Span<byte> given = _copy.AsSpan(0, testcase.Length);
        testcase.CopyTo(given);
        Execution execution = LLVMFuzzerTestOneInput(given);
        if (execution.Outcome == ExecutionOutcome.Completed && !testcase.SequenceEqual(given))
        {
            (execution.Outcome, execution.Failure) = (ExecutionOutcome.Crashed, new InputOverwrittenException());
        }

        return execution;
    }

    // ClusterFuzz and OSS-Fuzz look for the bytes of this name in a file to see whether it is a fuzz target
    private Execution LLVMFuzzerTestOneInput(ReadOnlySpan<byte> data) => inner.Run(data);
}
