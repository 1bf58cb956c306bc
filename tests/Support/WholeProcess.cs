namespace QmpFuzz.Tests.Support;

/// <summary>For tests that measure the process: no other runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WholeProcess
{
    public const string Name = "measures the process";
}
