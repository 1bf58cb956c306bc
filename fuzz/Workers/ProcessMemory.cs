using System.Globalization;

namespace QmpFuzz.Fuzz.Workers;

/// <summary>What another process holds.</summary>
internal static class ProcessMemory
{
    private const int PageSize = 4096;

    /// <summary>Physical memory in bytes; 0 when it cannot be read.</summary>
    public static long Resident(int process)
    {
        try
        {
            string[] counts = File.ReadAllText($"/proc/{process}/statm").Split(' ');
            return long.Parse(counts[1], CultureInfo.InvariantCulture) * PageSize;
        }
        catch (Exception failure) when (failure is IOException or IndexOutOfRangeException or UnauthorizedAccessException)
        {
            return 0;                                       // it has just ended
        }
    }
}
