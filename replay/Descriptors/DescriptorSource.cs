using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace QmpFuzz.Replay.Descriptors;

/// <summary>
/// Opens something for each descriptor that a recorded client passed: the file that the user named for it, otherwise memory for one
/// that files are opened from, and <c>/dev/null</c> for any other.
/// </summary>
internal static partial class DescriptorSource
{
    private const uint CloseOnExec = 1;
    private const long MemorySize = 64 << 20;               // sparse: costs nothing before it is written

    /// <summary>Opens it for reading and writing; a named file that cannot be opened is an <see cref="IOException"/>.</summary>
    public static SafeFileHandle Open(RecordedDescriptor recorded, ImmutableDictionary<string, string> named)
    {
        if (recorded.Name is { } name && named.TryGetValue(name, out string? path))
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        }

        return recorded.IsFile && Memory(recorded.Name ?? "fd") is { } memory
            ? memory
            : File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
    }

    private static SafeFileHandle? Memory(string name)
    {
        int descriptor = memfd_create(name, CloseOnExec);
        if (descriptor < 0)
        {
            return null;
        }

        _ = ftruncate(descriptor, MemorySize);
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int memfd_create(string name, uint flags);

    [LibraryImport("libc")]
    private static partial int ftruncate(int descriptor, long length);
}
