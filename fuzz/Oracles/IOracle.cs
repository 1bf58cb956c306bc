using QmpFuzz.Fuzz.Executors;

namespace QmpFuzz.Fuzz.Oracles;

/// <summary>Says whether what one execution did was wrong. An oracle may be used again and again by one thread.</summary>
public interface IOracle
{
    /// <summary>Null if it has nothing to object to.</summary>
    Finding? Judge(ReadOnlySpan<byte> testcase, Execution execution);
}
