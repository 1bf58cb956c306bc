using System.Globalization;

namespace QmpFuzz.Fuzz.Drivers.LibFuzzer;

/// <summary>What <c>-help=1</c> prints, in libFuzzer's form.</summary>
internal static class HelpText
{
    public static void Print(string program, TextWriter output)
    {
        output.WriteLine("Usage:");
        output.WriteLine("\nTo run fuzzing pass 0 or more directories.");
        output.WriteLine($"{program} [-flag1=val1 [-flag2=val2 ...] ] [dir1 [dir2 ...] ]");
        output.WriteLine("\nTo run individual tests without fuzzing pass 1 or more files:");
        output.WriteLine($"{program} [-flag1=val1 [-flag2=val2 ...] ] file1 [file2 ...]");
        output.WriteLine("\nFlags: (strictly in form -flag=value)");
        int width = FlagTable.All.Max(flag => flag.Name.Length);
        foreach (Flag flag in FlagTable.All.Where(flag => flag.Fate != FlagFate.Internal))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $" {flag.Name.PadRight(width)}\t{flag.Default ?? 0}\t{Describe(flag)}"));
        }

        output.WriteLine("\nFlags starting with '--' are this program's own, not libFuzzer's:");
        output.WriteLine(" --target=TARGET\tembedded, or dll:PATH[:TYPE]: an assembly of yours");
        output.WriteLine(" --instrument=NAME\tan assembly beside it that is to count too");
        output.WriteLine(" --dialect=DIALECT\twhich QMP to speak");
    }

    private static string Describe(Flag flag) => flag.Fate switch
    {
        FlagFate.WithoutEffect => $"No effect here: {flag.Description}.",
        FlagFate.Refused => $"Not supported: {flag.Description}.",
        _ => flag.Description,
    };
}
