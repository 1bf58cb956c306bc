using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace QmpFuzz.Cli.Nightly;

/// <summary>YAML that people write for the nights.</summary>
internal static class YamlFile
{
    /// <summary>Reads a file, an empty one as a new object; null and a reason that names file and line, if it is not what is wanted.</summary>
    public static T? Read<T>(string path, out string reason)
        where T : class, new()
    {
        reason = "";
        try
        {
            IDeserializer yaml = new DeserializerBuilder().WithNamingConvention(HyphenatedNamingConvention.Instance).Build();
            return yaml.Deserialize<T?>(File.ReadAllText(path)) ?? new T();
        }
        catch (YamlException fault)
        {
            reason = $"{path}:{fault.Start.Line}: {fault.InnerException?.Message ?? fault.Message}";
            return null;
        }
    }
}
