using QmpFuzz.Qmp.Rules.Reading;

namespace QmpFuzz.Qmp.Rules.Pairing;

/// <summary>An id and its echo: the same JSON value, or none on both sides.</summary>
internal static class SameId
{
    public static bool Of(ReadOnlySpan<byte> asked, ReadOnlySpan<byte> echoed) =>
        asked.IsEmpty || echoed.IsEmpty ? asked.Length == echoed.Length : JsonEquality.Same(asked, echoed);
}
