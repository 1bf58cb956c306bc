using System.IO.MemoryMappedFiles;

namespace QmpFuzz.Fuzz.Workers;

/// <summary>
/// The input that a worker is executing, in memory that outlives it: a file that both map. The worker writes; its supervisor reads,
/// and trusts what it reads once the worker is dead or stuck. Layout: executions (8 bytes), running (4), length (4), kept (8), from 64 on the input.
/// </summary>
internal sealed unsafe class SharedInput : IDisposable
{
    /// <summary>The longest input that is kept; more than AFL's largest.</summary>
    public const int Capacity = 1 << 20;

    private const int RunningAt = 8;
    private const int LengthAt = 12;
    private const int KeptAt = 16;
    private const int InputAt = 64;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;

    private SharedInput(MemoryMappedFile file, string path)
    {
        (_file, Path) = (file, path);
        _view = file.CreateViewAccessor(0, InputAt + Capacity);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    public string Path { get; }

    /// <summary>Executions begun.</summary>
    public long Executions => Volatile.Read(ref *(long*)_start);

    /// <summary>An execution has begun and not ended.</summary>
    public bool IsRunning => Volatile.Read(ref *(int*)(_start + RunningAt)) != 0;

    /// <summary>Inputs that were worth keeping, for who tells it when the process is dead.</summary>
    public long Kept
    {
        get => Volatile.Read(ref *(long*)(_start + KeptAt));
        set => Volatile.Write(ref *(long*)(_start + KeptAt), value);
    }

    /// <summary>The input of the last execution that began; cut off if it is longer than what is kept.</summary>
    public byte[] Input => new ReadOnlySpan<byte>(_start + InputAt, Math.Clamp(*(int*)(_start + LengthAt), 0, Capacity)).ToArray();

    /// <summary>Makes one, in memory where the system has a folder for that.</summary>
    public static SharedInput Create()
    {
        const string Memory = "/dev/shm";
        string folder = Directory.Exists(Memory) ? Memory : System.IO.Path.GetTempPath();
        string path = System.IO.Path.Combine(folder, $"qmpfuzz-{Environment.ProcessId}-{Guid.NewGuid():N}");
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        return new SharedInput(Map(new FileStream(path, options)), path);
    }

    /// <summary>Opens one that was made, and takes its name away: it goes when both are gone.</summary>
    public static SharedInput Open(string path)
    {
        MemoryMappedFile file = Map(new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));
        File.Delete(path);
        return new SharedInput(file, path);
    }

    public void Begin(ReadOnlySpan<byte> input)
    {
        int length = Math.Min(input.Length, Capacity);
        input[..length].CopyTo(new Span<byte>(_start + InputAt, length));
        *(int*)(_start + LengthAt) = length;
        *(long*)_start += 1;
        Volatile.Write(ref *(int*)(_start + RunningAt), 1);
    }

    public void End() => Volatile.Write(ref *(int*)(_start + RunningAt), 0);

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
        File.Delete(Path);
    }

    private static MemoryMappedFile Map(FileStream file) =>
        MemoryMappedFile.CreateFromFile(file, null, InputAt + Capacity, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
}
