using System.Globalization;

namespace QmpFuzz.Fuzz.Drivers.LibFuzzer;

/// <summary>Replaces byte after byte of a crashing input by a blank or by 0xff, as long as it goes on to crash: what stays is what matters.</summary>
internal sealed class Cleansing(TextWriter errors, string output)
{
    private const int Rounds = 5;

    private static readonly byte[] Replacements = [(byte)' ', 0xff];

    public int Run(byte[] unit, Func<byte[], bool> shows)
    {
        bool changes = true;
        for (int round = 0; round < Rounds && changes; round++)
        {
            changes = false;
            for (int at = 0; at < unit.Length; at++)
            {
                errors.WriteLine(string.Create(CultureInfo.InvariantCulture, $"CLEANSE[{round}]: Trying to replace byte {at} of {unit.Length}"));
                changes |= Replace(unit, at, shows);
            }
        }

        return 0;
    }

    private bool Replace(byte[] unit, int at, Func<byte[], bool> shows)
    {
        byte original = unit[at];
        foreach (byte replacement in Replacements.Contains(original) ? [] : Replacements)
        {
            unit[at] = replacement;
            if (shows(unit))
            {
                errors.WriteLine(string.Create(CultureInfo.InvariantCulture, $"CLEANSE: Replaced byte {at} with 0x{replacement:x}"));
                Units.WriteWhole(output, unit);
                return true;
            }
        }

        unit[at] = original;
        return false;
    }
}
