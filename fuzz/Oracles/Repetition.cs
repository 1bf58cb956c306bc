namespace QmpFuzz.Fuzz.Oracles;

/// <summary>The same again, after whatever was run in between: nothing of another testcase is left in the server.</summary>
internal sealed class Repetition : Variation
{
    public override string Name => "repeat";

    public override string Way => "run once more";

    public override ReadOnlySpan<byte> Of(ReadOnlySpan<byte> testcase) => testcase;
}
