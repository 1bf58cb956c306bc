namespace QmpFuzz.Fuzz.Drivers;

/// <summary>
/// What afl-fuzz and a fork server say to each other on descriptors 198 (to us) and 199 (from us), 32 bits at a time:
/// <code>
/// hello, options in it         -> afl-fuzz
/// options that it took         &lt;-             if shared testcases or a dictionary were offered
/// length and dictionary        ->             if it took that: for each token one byte of length, and the token
/// then for each execution:
///   whether the last one ran out of time &lt;-
///   process id                 ->             this process is killed when it takes too long
///   wait status                ->
/// </code>
/// (AFL++, src/afl-forkserver.c and include/types.h of 4.04c)
/// </summary>
internal static class AflProtocol
{
    public const int Control = 198;
    public const int Status = 199;
    public const string MapVariable = "__AFL_SHM_ID";
    public const string TestcaseVariable = "__AFL_SHM_FUZZ_ID";

    /// <summary>The largest testcase that afl-fuzz makes.</summary>
    public const int LongestTestcase = 1 << 20;

    public const uint Enabled = 0x80000001;
    public const uint HasDictionary = 0x10000000;
    public const uint SharesTestcases = 0x01000000;
    private const uint HasMapSize = 0x40000000;
    private const int LargestDictionary = 0xFFFFFF;
    private const int LongestToken = 0xFF;

    /// <summary>The wait status of a process that SIGABRT ended, which is how a crash is told.</summary>
    public const int Aborted = 6;

    /// <summary>What we offer; the map has at least two bytes.</summary>
    public static uint Hello(int mapSize, bool sharesTestcases, bool hasDictionary) =>
        Enabled | HasMapSize | ((uint)(mapSize - 1) << 1) | (sharesTestcases ? SharesTestcases : 0) | (hasDictionary ? HasDictionary : 0);

    /// <summary>Tokens as afl-fuzz reads them; too long ones are left out.</summary>
    public static byte[] Dictionary(IEnumerable<byte[]> tokens)
    {
        List<byte> packed = [];
        foreach (byte[] token in tokens.Where(token => token.Length is > 0 and <= LongestToken))
        {
            if (packed.Count + 1 + token.Length > LargestDictionary)
            {
                break;
            }

            packed.Add((byte)token.Length);
            packed.AddRange(token);
        }

        return [.. packed];
    }

    /// <summary>A wait status from the exit code of a shell or of .NET, where signals stand above 128.</summary>
    public static int WaitStatus(int exitCode) => exitCode > 128 ? exitCode - 128 : exitCode << 8;
}
