using System.Text.Json.Nodes;
using Switchyard.Configuration.Sources.File.Sections;
using static Switchyard.Configuration.Schema.SchemaParts;

namespace Switchyard.Configuration.Schema;

/// <summary>Schemas of <c>routes</c>, <c>limits</c> and <c>prices</c>.</summary>
internal static class RoutingSchemas
{
    public static JsonObject Routes() => Named(
        "Model aliases.",
        FileSection.MaxObjects,
        "An alias and the models behind it.",
        ["name", "targets"],
        ("name", Text("What clients send as model; without a slash.")),
        ("targets", List(
            "Tried in order, at least one.",
            32,
            Item(
                "A model of a provider.",
                ["provider", "model"],
                ("provider", Text("Name of a provider.")),
                ("model", Text("The upstream's own model name."))))),
        ("selector", GatewaySchemas.Selector("alias")));

    public static JsonObject Limits() => Named(
        "Limits of requests.",
        FileSection.MaxObjects,
        "A limit; 0 is off.",
        ["name"],
        ("name", Text("Unique name.")),
        ("scope", Choice("What is counted together.", "node", "node", "provider", "user", "access-key")),
        ("match", Text("Name of the provider or user, or id of the access key; each one has its own allowance if it is left out.")),
        ("requestsPerMinute", Whole("Requests per minute.", 0, 10_000_000, 0)),
        ("concurrency", Whole("Requests at the same time.", 0, 1_000_000, 0)),
        ("budget", Number("US dollars a calendar month in UTC.", 0.000001m, 1_000_000_000)),
        ("warnAt", List("Shares of the budget at which an alert is published; 0.85 and 1 if it is left out.", 10, new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "number", ["minimum"] = 0, ["maximum"] = 1 }, Reference()) })));

    public static JsonObject Prices() => Named(
        "Prices in US dollars per million tokens; the one valid at a request's start counts.",
        FileSection.MaxObjects,
        "Price of a model.",
        ["provider", "model"],
        ("provider", Text("Name of a provider, or * for any.")),
        ("model", Text("Model name; a trailing * matches any suffix, the longest match wins.")),
        ("input", Number("Uncached input.", 0, 1_000_000)),
        ("output", Number("Output, reasoning included.", 0, 1_000_000)),
        ("cacheRead", Number("Input read from the cache; as input if it is left out.", 0, 1_000_000)),
        ("cacheWrite", Number("Input written to the five-minute cache; as input if it is left out.", 0, 1_000_000)),
        ("cacheWriteHour", Number("Input written to the one-hour cache; as cacheWrite if it is left out.", 0, 1_000_000)),
        ("from", Instant("First instant at which it is valid, RFC 3339; always if it is left out.")));
}
