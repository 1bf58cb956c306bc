using QmpFuzz.Corpus.Timeline;

namespace QmpFuzz.Recorder.Tap;

/// <summary>Something that a user of the tap wants to hear about; raised from the threads of the connections.</summary>
public abstract record RecordingEvent;

/// <summary>A client has connected, the server was reached, and the session is being recorded.</summary>
public sealed record ConnectionOpened(int Index, string File) : RecordingEvent;

/// <summary>A connection has ended; its file is complete.</summary>
public sealed record ConnectionClosed(int Index, string File, PumpResult FromClient, PumpResult FromServer) : RecordingEvent;

/// <summary>A client had to be turned away because the server did not answer.</summary>
public sealed record ServerUnreachable(int Index, string Reason) : RecordingEvent;

/// <summary>A waiting client could not be taken; the tap goes on.</summary>
public sealed record AcceptFailed(string Reason) : RecordingEvent;

/// <summary>A message, or something else that a side did, as it stands in the recording.</summary>
public sealed record MessageRecorded(string File, TimelineEntry Entry) : RecordingEvent;

/// <summary>The file has reached its size; the session goes on in the next one.</summary>
public sealed record LogContinued(string File, string Next) : RecordingEvent;

/// <summary>From here on bytes are missing in the file.</summary>
public sealed record LogFailed(string File, string Reason) : RecordingEvent;

/// <summary>The file goes on after a gap.</summary>
public sealed record LogResumed(string File, long LostFromClient, long LostFromServer) : RecordingEvent;

/// <summary>The session ended before its file could go on: these bytes are missing at its end, without a gap to say so.</summary>
public sealed record LogAbandoned(string File, long LostFromClient, long LostFromServer) : RecordingEvent;
