namespace QmpFuzz.Tests.Support;

/// <summary>Ways to cut the same bytes: whole, byte by byte, and in two at every place.</summary>
internal static class Chunkings
{
    public static IEnumerable<IReadOnlyList<byte[]>> Of(byte[] bytes)
    {
        yield return [bytes];
        yield return [.. bytes.Select(value => new[] { value })];
        for (int cut = 1; cut < bytes.Length; cut++)
        {
            yield return [bytes[..cut], bytes[cut..]];
        }
    }
}
