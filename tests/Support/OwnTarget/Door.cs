namespace Example;

/// <summary>Has a bug while an environment variable says so: what is fixed between two nights.</summary>
public static class Door
{
    public static void Fuzz(ReadOnlySpan<byte> input)
    {
        if (input.StartsWith("!open"u8) && Environment.GetEnvironmentVariable("QMPFUZZ_TEST_DOOR") == "broken")
        {
            throw new InvalidOperationException("the door is off its hinges");
        }
    }
}
