using System.Runtime.InteropServices;

namespace QmpFuzz.Fuzz.Drivers;

/// <summary>The two pipes to afl-fuzz, and the memory that it shares (System V, by id). Plain system calls: this is on the way of every execution.</summary>
internal static unsafe class AflPipes
{
    private const int DieWithParent = 1;                    // PR_SET_PDEATHSIG
    private const int Kill = 9;

    /// <summary>The next word; false when afl-fuzz is gone.</summary>
    public static bool TryRead(out uint word)
    {
        uint read = 0;
        bool whole = Read(AflProtocol.Control, &read, sizeof(uint)) == sizeof(uint);
        word = read;
        return whole;
    }

    /// <summary>False when afl-fuzz is gone.</summary>
    public static bool TryWrite(uint word) => Write(AflProtocol.Status, &word, sizeof(uint)) == sizeof(uint);

    public static bool TryWrite(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            nint done = 0;
            while (done < bytes.Length && Write(AflProtocol.Status, start + done, bytes.Length - done) is var written and > 0)
            {
                done += written;
            }

            return done == bytes.Length;
        }
    }

    /// <summary>All of standard input from its start, which afl-fuzz rewrites for each execution; returns its length.</summary>
    public static int ReadStandardInput(Span<byte> buffer)
    {
        _ = Seek(0, 0, 0);
        fixed (byte* start = buffer)
        {
            nint done = 0;
            while (done < buffer.Length && Read(0, start + done, buffer.Length - done) is var read and > 0)
            {
                done += read;
            }

            return (int)done;
        }
    }

    /// <summary>Memory under the id that an environment variable holds; null if there is none.</summary>
    public static byte* Attach(string variable)
    {
        if (!int.TryParse(Environment.GetEnvironmentVariable(variable), out int id))
        {
            return null;
        }

        nint address = AttachMemory(id, 0, 0);
        return address != -1 ? (byte*)address : throw new IOException($"{variable}={id}: shmat failed with error {Marshal.GetLastPInvokeError()}");
    }

    /// <summary>This process ends when the one that started it does.</summary>
    public static void EndWithParent() => _ = Control(DieWithParent, Kill, 0, 0, 0);

    [DllImport("libc", EntryPoint = "read")]
    private static extern nint Read(int descriptor, void* buffer, nint length);

    [DllImport("libc", EntryPoint = "write")]
    private static extern nint Write(int descriptor, void* buffer, nint length);

    [DllImport("libc", EntryPoint = "lseek")]
    private static extern long Seek(int descriptor, long offset, int from);

    [DllImport("libc", EntryPoint = "shmat", SetLastError = true)]
    private static extern nint AttachMemory(int id, nint address, int flags);

    [DllImport("libc", EntryPoint = "prctl")]
    private static extern int Control(int option, nuint first, nuint second, nuint third, nuint fourth);
}
