using System.Runtime.InteropServices;

namespace QmpFuzz.Fuzz.Targets.Live;

/// <summary>
/// The counters of one native server: memory that a program built with AFL++'s compilers attaches to by the id in its environment, and
/// counts its edges in, without a fork server. It goes with the last process that has it, however that one ends.
/// </summary>
internal sealed unsafe class NativeMap : IDisposable
{
    /// <summary>What AFL++ uses when nothing is said; a larger program says what it needs on standard error, and ends.</summary>
    public const int DefaultSize = 1 << 16;

    private const string SizeVariable = "AFL_MAP_SIZE";
    private const int PrivateKey = 0;
    private const int CreateForOwner = 0x200 | 0x180;       // IPC_CREAT, and 0600
    private const int Remove = 0;                           // IPC_RMID: as soon as nobody is attached; on Linux it can be attached until then

    private readonly int _id;
    private byte* _bytes;
    private int _used;

    private NativeMap(int id, byte* bytes, int length)
    {
        _id = id;
        _bytes = bytes;
        Length = length;
    }

    public int Length { get; }

    /// <summary>What the server counted since it was last cleared, an edge a byte; up to the last one that it ever passed, for most of the map it has no edges for.</summary>
    public Span<byte> Counters
    {
        get
        {
            _used += new Span<byte>(_bytes + _used, Length - _used).LastIndexOfAnyExcept((byte)0) + 1;
            return new Span<byte>(_bytes, _used);
        }
    }

    /// <summary>How many edges a map has: as many as AFL_MAP_SIZE says, if it is set.</summary>
    public static int ConfiguredSize =>
        int.TryParse(Environment.GetEnvironmentVariable(SizeVariable), out int size) && size is > 0 and <= 1 << 26 ? size : DefaultSize;

    /// <summary>What the server has to find in its environment. A sanitizer's report ends it with a signal, as any other crash does.</summary>
    public IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>
    {
        ["__AFL_SHM_ID"] = $"{_id}",
        [SizeVariable] = $"{Length}",
        ["ASAN_OPTIONS"] = Environment.GetEnvironmentVariable("ASAN_OPTIONS") ?? "abort_on_error=1:detect_leaks=0:allocator_may_return_null=1",
        ["UBSAN_OPTIONS"] = Environment.GetEnvironmentVariable("UBSAN_OPTIONS") ?? "abort_on_error=1:halt_on_error=1:print_stacktrace=1",
    };

    public static NativeMap Create(int length)
    {
        int id = Get(PrivateKey, (nuint)length, CreateForOwner);
        nint address = id < 0 ? -1 : Attach(id, 0, 0);
        if (address == -1)
        {
            throw new IOException($"no shared memory of {length} bytes for the counters of a server: error {Marshal.GetLastPInvokeError()}");
        }

        _ = Control(id, Remove, 0);
        return new NativeMap(id, (byte*)address, length);
    }

    public void Dispose()
    {
        if (_bytes is not null)
        {
            _ = Detach((nint)_bytes);
            _bytes = null;
        }
    }

    [DllImport("libc", EntryPoint = "shmget", SetLastError = true)]
    private static extern int Get(int key, nuint length, int flags);

    [DllImport("libc", EntryPoint = "shmat", SetLastError = true)]
    private static extern nint Attach(int id, nint address, int flags);

    [DllImport("libc", EntryPoint = "shmdt")]
    private static extern int Detach(nint address);

    [DllImport("libc", EntryPoint = "shmctl")]
    private static extern int Control(int id, int command, nint buffer);
}
