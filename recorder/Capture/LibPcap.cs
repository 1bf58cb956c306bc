using System.Runtime.InteropServices;

namespace QmpFuzz.Recorder.Capture;

/// <summary>The functions of libpcap that are used here, and the one line to say when it is missing.</summary>
internal static unsafe partial class LibPcap
{
    public const string Name = "libpcap.so.0.8";
    public const int ErrorBufferSize = 256;
    public const int NetmaskUnknown = -1;

    private static readonly string[] OtherNames = ["libpcap.so.1", "libpcap.dylib"];

    static LibPcap() => NativeLibrary.SetDllImportResolver(typeof(LibPcap).Assembly, (name, _, _) =>
        name == Name && TryLoad([Name, .. OtherNames], out nint library) ? library : 0);

    /// <summary>Null if one of the libraries is there; else what to do about it.</summary>
    public static string? Missing(params IEnumerable<string> names) => TryLoad(names, out _)
        ? null
        : $"needs libpcap ({names.First()}), which is not on this machine: apt-get install libpcap0.8";

    public static string? Missing() => Missing([Name, .. OtherNames]);

    [LibraryImport(Name, EntryPoint = "pcap_open_offline", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint OpenOffline(string file, byte* error);

    [LibraryImport(Name, EntryPoint = "pcap_create", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint Create(string device, byte* error);

    [LibraryImport(Name, EntryPoint = "pcap_set_snaplen")]
    public static partial int SetSnapLength(nint pcap, int length);

    [LibraryImport(Name, EntryPoint = "pcap_set_timeout")]
    public static partial int SetTimeout(nint pcap, int milliseconds);

    [LibraryImport(Name, EntryPoint = "pcap_set_buffer_size")]
    public static partial int SetBufferSize(nint pcap, int size);

    [LibraryImport(Name, EntryPoint = "pcap_activate")]
    public static partial int Activate(nint pcap);

    [LibraryImport(Name, EntryPoint = "pcap_setnonblock")]
    public static partial int SetNonBlocking(nint pcap, int isNonBlocking, byte* error);

    [LibraryImport(Name, EntryPoint = "pcap_datalink")]
    public static partial int DataLink(nint pcap);

    [LibraryImport(Name, EntryPoint = "pcap_compile", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Compile(nint pcap, out Program program, string filter, int optimize, int netmask);

    [LibraryImport(Name, EntryPoint = "pcap_setfilter")]
    public static partial int SetFilter(nint pcap, in Program program);

    [LibraryImport(Name, EntryPoint = "pcap_freecode")]
    public static partial void FreeCode(ref Program program);

    [LibraryImport(Name, EntryPoint = "pcap_next_ex")]
    public static partial int Next(nint pcap, out PacketHeader* header, out byte* data);

    [LibraryImport(Name, EntryPoint = "pcap_stats")]
    public static partial int Statistics(nint pcap, out Counters counters);

    [LibraryImport(Name, EntryPoint = "pcap_geterr")]
    public static partial byte* LastError(nint pcap);

    [LibraryImport(Name, EntryPoint = "pcap_statustostr")]
    public static partial byte* StatusText(int status);

    [LibraryImport(Name, EntryPoint = "pcap_close")]
    public static partial void Close(nint pcap);

    private static bool TryLoad(IEnumerable<string> names, out nint library)
    {
        nint found = 0;
        bool loaded = names.Any(name => NativeLibrary.TryLoad(name, out found));
        library = found;
        return loaded;
    }

    /// <summary>struct bpf_program.</summary>
    public struct Program
    {
        public uint Length;
        public nint Instructions;
    }

    /// <summary>struct pcap_pkthdr; the microseconds are an int on some systems and a long on others.</summary>
    public struct PacketHeader
    {
        public nint Seconds;
        public nint Microseconds;
        public uint Captured;
        public uint Length;
    }

    /// <summary>struct pcap_stat.</summary>
    public struct Counters
    {
        public uint Received;
        public uint Dropped;
        public uint DroppedByInterface;
    }
}
