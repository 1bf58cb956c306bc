using System.Buffers;

namespace QmpFuzz.Qmp.Rules.Pairing;

/// <summary>The ids of what is owed, one behind the other: no allocation once it has grown.</summary>
internal sealed class IdPool
{
    private readonly ArrayBufferWriter<byte> _bytes = new(256);

    public ReadOnlySpan<byte> Of(in Expected owed) => _bytes.WrittenSpan.Slice(owed.IdStart, owed.IdLength);

    /// <summary>What is owed for a command, with its id kept here.</summary>
    public Expected Add(CommandTraits traits, ReadOnlySpan<byte> id)
    {
        Expected owed = new(ExpectedKind.Command, traits, _bytes.WrittenCount, id.Length);
        _bytes.Write(id);
        return owed;
    }

    public void Clear() => _bytes.ResetWrittenCount();
}
