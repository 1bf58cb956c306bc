using System.Diagnostics;
using System.Globalization;
using QmpFuzz.Fuzz.Reports;

namespace QmpFuzz.Fuzz.Drivers.LibFuzzer;

/// <summary>A call of this program: what starts it, what makes it a libFuzzer, and the arguments, of which some are taken away or added for a child.</summary>
internal sealed record SelfCommand(string Program, IReadOnlyList<string> Prefix, IReadOnlyList<string> Arguments)
{
    /// <summary>Children end when who started them does: whoever is killed leaves none behind.</summary>
    public const string ChildVariable = "QMPFUZZ_LIBFUZZER_CHILD";

    public static bool IsChild => Environment.GetEnvironmentVariable(ChildVariable) is not null;

    public SelfCommand Without(params string[] flags) =>
        this with { Arguments = [.. Arguments.Where(argument => Flags.Split(argument) is not { } split || !flags.Contains(split.Flag.Name))] };

    public SelfCommand WithoutInputs(IEnumerable<string> inputs) => this with { Arguments = [.. Arguments.Where(argument => !inputs.Contains(argument))] };

    /// <summary>The flag, with this value alone.</summary>
    public SelfCommand With(string flag, string value) => this with { Arguments = [$"-{flag}={value}", .. Without(flag).Arguments] };

    public SelfCommand WithInput(string input) => this with { Arguments = [.. Arguments, input] };

    public override string ToString() => ShellWords.Join([Program, .. Prefix, .. Arguments]);

    /// <summary>Runs it to its end. What it prints goes line by line where the caller says; null: nowhere. From a thread that lives as long as it does.</summary>
    public int Run(Action<string>? print)
    {
        using Process process = Start(redirectsOutput: true);
        object order = new();
        void Take(string? line)
        {
            lock (order)
            {
                if (line is not null)
                {
                    print?.Invoke(line);
                }
            }
        }

        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>Starts it with its standard error to read, and with a limit for its managed heap.</summary>
    public Process Start(bool redirectsOutput, long heapLimit = 0)
    {
        ProcessStartInfo start = new(Program, [.. Prefix, .. Arguments]) { RedirectStandardError = true, RedirectStandardOutput = redirectsOutput };
        start.Environment[ChildVariable] = "1";
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        if (heapLimit > 0)
        {
            start.Environment["DOTNET_GCHeapHardLimit"] = heapLimit.ToString("X", CultureInfo.InvariantCulture);
        }
        else
        {
            start.Environment.Remove("DOTNET_GCHeapHardLimit");
        }

        return Process.Start(start)!;
    }
}
