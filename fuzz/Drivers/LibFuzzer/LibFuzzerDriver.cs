using System.Runtime.InteropServices;
using QmpFuzz.Fuzz.Mutators;
using QmpFuzz.Fuzz.Workers;

namespace QmpFuzz.Fuzz.Drivers.LibFuzzer;

/// <summary>
/// This program as a libFuzzer binary: its command line, its lines on standard error, its artefacts, its exit codes. What executes inputs is
/// a process of its own, so that an input that kills it is reported like any other.
/// </summary>
public sealed class LibFuzzerDriver
{
    internal const int EngineFailure = 1;
    internal const int Interrupted = 72;

    private const int FileSizeSignal = 25;                  // SIGXFSZ

    private readonly SelfCommand _self;
    private readonly Flags _flags;
    private readonly TextWriter _errors;
    private readonly TimeProvider _time;

    /// <summary>How this program is started so that it is a libFuzzer, with which arguments, and where it prints.</summary>
    public LibFuzzerDriver(string program, IReadOnlyList<string> prefix, IReadOnlyList<string> arguments, TextWriter errors, TimeProvider time)
    {
        _self = new SelfCommand(program, prefix, arguments);
        (_flags, _errors, _time) = (Flags.Parse(arguments), errors, time);
    }

    /// <summary>Does what the command line asks for; returns the exit code. From the main thread: what it starts ends with it.</summary>
    public int Run()
    {
        // a file that may grow no further (RLIMIT_FSIZE) fails as a full disk does, instead of ending the process
        using PosixSignalRegistration limited = PosixSignalRegistration.Create((PosixSignal)FileSizeSignal, signal => signal.Cancel = true);
        try
        {
            return Choose();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _errors.WriteLine($"ERROR: {failure.Message}");
            return EngineFailure;
        }
    }

    private int Choose()
    {
        DriverTarget? target = DriverTarget.Parse(_flags.Options, DriverTarget.FileBeside(_self.Program), out string reason);
        if (_flags.Text("guarded") is { } shown && target is not null)
        {
            using SharedInput input = SharedInput.Open(shown);
            return GuardedPart.Run(new GuardedProcess(_self, _flags, target, input, _errors, _time));
        }

        if (SelfCommand.IsChild)
        {
            AflPipes.EndWithParent();
        }

        foreach (string remark in _flags.Remarks)
        {
            _errors.WriteLine(remark);
        }

        if (_flags.IsSet("help") || _flags.Options.Contains("--help"))
        {
            HelpText.Print(_self.Program, _errors);
            return 0;
        }

        string? refusal = target is null ? $"ERROR: {reason}" : _flags.Refusal ?? Complaint();
        if (refusal is not null)
        {
            _errors.WriteLine(refusal);
            return EngineFailure;
        }

        return Start();
    }

    private int Start()
    {
        if (!_flags.IsSet("jobs") && !_flags.IsSet("minimize_crash") && (GuardedProcess.RunsFiles(_flags) || _flags.IsSet("merge_inner") || !(_flags.IsSet("fork") || _flags.IsSet("merge"))))
        {
            return new Guard(_self, _flags, _errors, _time).Run();
        }

        using Interrupts interrupts = new(_errors);
        if (!_flags.IsSet("jobs") && !_flags.IsSet("minimize_crash") && _flags.IsSet("fork"))
        {
            return new ForkedRuns(_self, _flags, _errors, _time).Run(interrupts.Token);
        }

        // children end with us, and there is nothing to put in order
        using CancellationTokenRegistration atOnce = interrupts.Token.Register(() => Environment.Exit(Interrupted));
        return _flags.IsSet("jobs") ? new JobRuns(_self, _flags, _errors).Run()
            : _flags.IsSet("minimize_crash") ? new CrashMinimising(_self, _flags, _errors).Run()
            : new Merge(_self, _flags, _errors).Run();
    }

    /// <summary>What is wrong with files and folders, before anything is started.</summary>
    private string? Complaint()
    {
        if ((_flags.IsSet("minimize_crash") || _flags.IsSet("cleanse_crash")) && (_flags.Inputs.Count != 1 || !File.Exists(_flags.Inputs[0])))
        {
            return "ERROR: -minimize_crash and -cleanse_crash should be given one input file";
        }

        if (_flags.IsSet("cleanse_crash") && _flags.Text("exact_artifact_path") is null)
        {
            return "ERROR: -cleanse_crash should be given one input file and -exact_artifact_path";
        }

        foreach (string folder in Folders().Where(folder => !Directory.Exists(folder)))
        {
            if (!_flags.IsSet("create_missing_dirs"))
            {
                return $"ERROR: The required directory \"{folder}\" does not exist";
            }

            Directory.CreateDirectory(folder);
        }

        return DictionaryComplaint();
    }

    private IEnumerable<string> Folders()
    {
        IEnumerable<string> artefacts = ((string?[])[_flags.Text("artifact_prefix"), _flags.Text("exact_artifact_path")])
            .OfType<string>()
            .Select(path => Path.GetDirectoryName(path) is { Length: > 0 } folder ? folder : ".");
        return [.. _flags.Inputs.Where(input => !File.Exists(input)), .. artefacts];
    }

    private string? DictionaryComplaint()
    {
        if (_flags.Text("dict") is not { } file)
        {
            return null;
        }

        return !File.Exists(file) ? $"ParseDictionaryFile: file does not exist or is empty: {file}"
            : MutationDictionary.Parse(File.ReadAllLines(file), out string reason) is null ? $"ParseDictionaryFile: error in {reason}"
            : null;
    }
}
