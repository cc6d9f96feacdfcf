using System.Reflection;
using System.Text.Json.Nodes;

namespace Switchyard.Bundles.Endpoint.Methods;

/// <summary>What the endpoint says of itself.</summary>
internal static class Product
{
    private static readonly string Version = Assembly.GetExecutingAssembly().GetName().Version!.ToString(3);

    public static JsonObject Info() => new() { ["name"] = "switchyard", ["title"] = "Switchyard", ["version"] = Version };
}
