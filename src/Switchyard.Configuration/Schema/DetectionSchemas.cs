using System.Text.Json.Nodes;
using Switchyard.Configuration.Sources.File.Sections;
using static Switchyard.Configuration.Schema.SchemaParts;

namespace Switchyard.Configuration.Schema;

/// <summary>Schema of <c>detection</c>.</summary>
internal static class DetectionSchemas
{
    public static JsonObject Detection() => Section(
        "How clients and sessions are told. It labels what is recorded and decides nothing else.",
        ("clients", Named(
            "Clients, tried in order before those that Switchyard knows; one of the same name takes the place of the known one.",
            DetectionSection.MaxClients,
            "A client, recognised by any of its user agents and headers.",
            ["name"],
            ("name", Text("The name that is recorded, at most 64 characters.")),
            ("userAgents", Texts("Beginnings of User-Agent, in any case.", DetectionSection.MaxPlaces)),
            ("headers", List(
                "Headers it sends.",
                DetectionSection.MaxPlaces,
                Item(
                    "A header.",
                    ["name"],
                    ("name", Text("Its name, in any case.")),
                    ("value", Text("Its whole value, in any case; that it is there is enough if it is left out."))))),
            ("sessions", List(
                "Where its session id stands; the first place that has one gives it.",
                DetectionSection.MaxPlaces,
                Section(
                    "Either a header or a member of the body.",
                    ("header", Text("A header.")),
                    ("body", new JsonObject
                    {
                        ["description"] = "A member of the body: metadata.user_id of Anthropic.",
                        ["anyOf"] = new JsonArray(new JsonObject { ["enum"] = Types("metadata.user_id") }, Reference(), new JsonObject { ["type"] = "null" }),
                    })))))));
}
