using Microsoft.Win32.SafeHandles;

namespace QmpFuzz.Tests.Support;

/// <summary>Some open files whose descriptors are passed on; they are closed here at the end.</summary>
internal sealed class OpenFiles : IDisposable
{
    private readonly SafeFileHandle[] _handles;

    public OpenFiles(int count, string path = "/dev/null") =>
        _handles = [.. Enumerable.Range(0, count).Select(_ => File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))];

    public int[] Descriptors => [.. _handles.Select(handle => (int)handle.DangerousGetHandle())];

    public void Dispose() => Array.ForEach(_handles, handle => handle.Dispose());
}
