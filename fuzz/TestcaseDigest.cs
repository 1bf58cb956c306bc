using System.Buffers.Binary;
using System.Security.Cryptography;

namespace QmpFuzz.Fuzz;

/// <summary>Eight bytes that stand for a testcase; never 0.</summary>
internal static class TestcaseDigest
{
    public static ulong Of(ReadOnlySpan<byte> testcase)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(testcase, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash) | 1;
    }
}
