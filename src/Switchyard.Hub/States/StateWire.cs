using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Model.Access;
using Switchyard.Model.Detection;
using Switchyard.Model.Limits;

namespace Switchyard.Hub.States;

/// <summary>
/// The JSON forms of state objects. Fields that a receiver does not know are left alone: nodes and edges of neighbouring versions understand each other.
/// </summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ProviderWire))]
[JsonSerializable(typeof(UserConfig))]
[JsonSerializable(typeof(AccessKeyConfig))]
[JsonSerializable(typeof(RouteWire))]
[JsonSerializable(typeof(ModuleWire))]
[JsonSerializable(typeof(LimitConfig))]
[JsonSerializable(typeof(CutWire))]
[JsonSerializable(typeof(PricesWire))]
[JsonSerializable(typeof(DetectionConfig))]
[JsonSerializable(typeof(SettingsWire))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class StateWire : JsonSerializerContext;
