using System.Collections.Immutable;
using QmpFuzz.Recorder.Redaction;

namespace QmpFuzz.Recorder.Import;

/// <summary>What an import is told to do.</summary>
public sealed record ImportOptions
{
    /// <summary>Where the session files go; created 0700 if it is not there.</summary>
    public required string Folder { get; init; }

    /// <summary>A name of <see cref="Importer.FormatNames"/>, or null to tell formats by content.</summary>
    public string? Format { get; init; }

    /// <summary>Of captures only: the packets to read, in libpcap's words.</summary>
    public string? Filter { get; init; }

    /// <summary>What the sessions must not show; null keeps every chunk as it is.</summary>
    public SecretRules? Secrets { get; init; }
}

/// <summary>What became of one file (or folder) that was imported.</summary>
public sealed record ImportedFile(string Path, string? Format, ImmutableArray<ImportedSession> Sessions, ImmutableArray<string> Remarks, ImportFault? Fault);

/// <summary>One session file that an import or a capture has made.</summary>
public sealed record ImportedSession(string File, long ClientBytes, int ClientMessages, long ServerBytes, int ServerMessages, long LostBytes);
