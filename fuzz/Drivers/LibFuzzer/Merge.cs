namespace QmpFuzz.Fuzz.Drivers.LibFuzzer;

/// <summary><c>-merge=1</c>: adds to the first folder what the others show and it does not.</summary>
internal sealed class Merge(SelfCommand self, Flags flags, TextWriter errors)
{
    public int Run()
    {
        if (flags.Inputs.Count < 2)
        {
            errors.WriteLine("INFO: Merge requires two or more corpus dirs");
            return 0;
        }

        string? given = flags.Text("merge_control_file");
        string control = given ?? Path.GetTempFileName();
        try
        {
            MergeOutcome? outcome = new CrashResistantMerge(self, errors.WriteLine).Run(Units.Find([flags.Inputs[0]]), Units.Find(flags.Inputs.Skip(1)), MergeOutcome.Nothing, control);
            foreach (string file in outcome?.NewFiles ?? [])
            {
                Units.Write(flags.Inputs[0], Units.Read(file, (int)flags["max_len"]));
            }

            return 0;
        }
        finally
        {
            if (given is null)
            {
                File.Delete(control);
            }
        }
    }
}
