using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Admin.Wire;

namespace Switchyard.Admin.Secrets;

/// <summary>Generated serializer of sealed values.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(Rfc3339Time)])]
[JsonSerializable(typeof(SecretStatusView))]
[JsonSerializable(typeof(SecretWorkView))]
internal sealed partial class SecretJson : JsonSerializerContext;
