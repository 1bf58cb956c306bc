using System.Collections.Immutable;
using Microsoft.Win32.SafeHandles;

namespace QmpFuzz.Replay.Descriptors;

/// <summary>What was opened to travel with one chunk; closed on our side as soon as it is sent.</summary>
internal sealed class PassedDescriptors : IDisposable
{
    private static readonly PassedDescriptors None = new([]);

    private readonly ImmutableArray<SafeFileHandle> _files;
    private int[] _numbers;

    private PassedDescriptors(ImmutableArray<SafeFileHandle> files) =>
        (_files, _numbers) = (files, [.. files.Select(file => (int)file.DangerousGetHandle())]);

    public ReadOnlySpan<int> Numbers => _numbers;

    public static PassedDescriptors Open(ImmutableArray<RecordedDescriptor> recorded, ImmutableDictionary<string, string> named) =>
        recorded.IsEmpty ? None : new PassedDescriptors([.. recorded.Select(descriptor => DescriptorSource.Open(descriptor, named))]);

    public void Dispose()
    {
        _numbers = [];
        foreach (SafeFileHandle file in _files)
        {
            file.Dispose();
        }
    }
}
