using QmpFuzz.Tests.Specimen;

namespace Example;

/// <summary>A thin target: what it tests lies in the assembly beside it.</summary>
public static class NeighbourFuzzer
{
    public static void Fuzz(ReadOnlySpan<byte> input) => Shapes.Switch(input.Length);
}
