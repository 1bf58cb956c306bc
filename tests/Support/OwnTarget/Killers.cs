using System.Runtime.InteropServices;

namespace Example;

/// <summary>Five ways to take the whole process along, and one to keep it.</summary>
public static class Killers
{
    private static readonly List<byte[]> Held = [];

    public static void Fuzz(ReadOnlySpan<byte> input)
    {
        if (input.StartsWith("!overflow"u8))
        {
            Recurse(input.Length);
        }
        else if (input.StartsWith("!failfast"u8))
        {
            Environment.FailFast("the state is broken");
        }
        else if (input.StartsWith("!allocate"u8))
        {
            Allocate(4096);
        }
        else if (input.StartsWith("!spin"u8))
        {
            Spin(input);
        }
        else if (input.StartsWith("!abort"u8))
        {
            Abort();
        }
    }

    private static int Recurse(int depth) => depth < 0 ? 0 : Recurse(depth + 1) + 1;

    // 4 GB, touched page by page
    private static void Allocate(int megabytes)
    {
        for (int i = 0; i < megabytes; i++)
        {
            byte[] block = GC.AllocateUninitializedArray<byte>(1 << 20);
            for (int page = 0; page < block.Length; page += 4096)
            {
                block[page] = 1;
            }

            Held.Add(block);
        }

        Held.Clear();
    }

    private static void Spin(ReadOnlySpan<byte> input)
    {
        while (input.Length > 0)
        {
            _ = input.Length;
        }
    }

    [DllImport("libc", EntryPoint = "abort")]
    private static extern void Abort();
}

/// <summary>Waits without a probe passed: only the clock can end it.</summary>
public static class Waiter
{
    public static void Fuzz(ReadOnlySpan<byte> input)
    {
        if (input.StartsWith("!wait"u8))
        {
            new ManualResetEventSlim(false).Wait(CancellationToken.None);
        }
    }
}
