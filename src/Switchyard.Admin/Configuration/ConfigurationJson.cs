using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Admin.Wire;

namespace Switchyard.Admin.Configuration;

/// <summary>Generated serializer of the composed configuration.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(Rfc3339Time)])]
[JsonSerializable(typeof(ConfigurationView))]
[JsonSerializable(typeof(ReloadView))]
[JsonSerializable(typeof(ConfigurationCheckView))]
internal sealed partial class ConfigurationJson : JsonSerializerContext;
