namespace Example;

/// <summary>Remembers across inputs, which no target should: it fails at the second one with an x.</summary>
public static class Forgetful
{
    private static int _seen;

    public static void Fuzz(ReadOnlySpan<byte> input)
    {
        if (input.Contains((byte)'x') && ++_seen == 2)
        {
            throw new InvalidOperationException("again");
        }
    }
}
