using System.Text;
using QmpFuzz.Recorder.Sessions;

namespace QmpFuzz.Recorder.Import;

/// <summary>An importer that reads a text log line by line. Lines that are not about QMP are passed over.</summary>
internal abstract class LogImport(ImportSource source, SessionFolder sessions)
{
    protected ImportSource Source { get; } = source;

    protected SessionFolder Sessions { get; } = sessions;

    /// <summary>Reads the whole log; returns the damage that ended it early, if any.</summary>
    public ImportFault? Run()
    {
        try
        {
            using FileStream file = Source.Open();
            LogReader log = new(file);
            while (log.TryRead(out string line))
            {
                if (Accept(line) is { } reason)
                {
                    return new ImportFault(Source.Path, $"line {log.Number}", reason);
                }
            }

            return End() is { } missing ? Source.Fault(missing) : null;
        }
        catch (UnauthorizedAccessException failure)
        {
            return Source.Fault(failure.Message);
        }
    }

    /// <summary>Takes one line; returns what is wrong with it, if anything.</summary>
    protected abstract string? Accept(string line);

    /// <summary>Takes the end of the log; returns what is missing, if anything.</summary>
    protected abstract string? End();

    /// <summary>The bytes of a text that a <see cref="LogReader"/> has read.</summary>
    protected static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}
