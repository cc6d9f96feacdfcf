using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Admin.Interceptions;
using Switchyard.Admin.Tails;
using Switchyard.Admin.Wire;

namespace Switchyard.Admin.Usage;

/// <summary>Generated serializer of usage.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(Rfc3339Time)])]
[JsonSerializable(typeof(UsageView))]
[JsonSerializable(typeof(TailPage<InterceptionView>))]
internal sealed partial class UsageJson : JsonSerializerContext;
