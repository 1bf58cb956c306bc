namespace QmpFuzz.Cli;

/// <summary>What the shell sees; every verb but <c>libfuzzer</c> and <c>afl</c> uses these.</summary>
internal enum ExitCode
{
    Done = 0,

    /// <summary>Findings, a divergence, or the target died while driven.</summary>
    Findings = 1,

    /// <summary>Usage, or input that cannot be read.</summary>
    BadInput = 2,

    /// <summary>The target was never reached.</summary>
    Unreachable = 3,

    /// <summary>Our own disk or system failed.</summary>
    SystemFailure = 4,

    /// <summary>Stopped by Ctrl-C or SIGTERM; state is saved.</summary>
    Interrupted = 130,
}
