using System.Text.Json;
using Switchyard.Admin.Requests;
using Switchyard.Hub.Agents;
using Switchyard.Model.Agents;
using Switchyard.Model.Providers;
using Switchyard.Model.Validation;

namespace Switchyard.Admin.Agents;

/// <summary>Reads what an agent says of itself.</summary>
internal static class RegistrationRequest
{
    private const int MaxAddress = 512;
    private const int MaxBootId = 128;
    private const int MaxVersion = 64;

    /// <summary>The registration; whether it counts say <paramref name="faults"/>.</summary>
    public static AgentRegistration Read(JsonElement body, FaultList faults)
    {
        var fields = new JsonFields(body, faults, "");
        var name = fields.RequiredText("name", ProviderNames.MaxLength);
        if (name is not null && ProviderNames.ShapeFault(name) is { } wrong)
        {
            fields.Fault("name", wrong);
        }

        var address = fields.RequiredText("address", MaxAddress);
        if (address is not null && !IsAddress(address))
        {
            fields.Fault("address", "Must be an absolute address with scheme http or https, host and port, and nothing else, such as http://10.0.0.5:7000.");
        }

        var bootId = fields.RequiredText("bootId", MaxBootId);
        if (bootId is "")
        {
            fields.Fault("bootId", "Is required.");
        }

        var startup = AgentStartup.Ready;
        if (fields.Text("startup", 64) is { } said && !AgentStates.TryParse(said, out startup))
        {
            fields.Fault("startup", $"Must be one of {string.Join(", ", AgentStates.Startups)}.");
        }

        var registration = new AgentRegistration
        {
            Name = name ?? "",
            Address = address ?? "",
            BootId = bootId ?? "",
            Version = fields.Text("version", MaxVersion) ?? "",
            IsDefault = fields.OptionalFlag("default") ?? false,
            IsExternal = fields.OptionalFlag("external") ?? false,
            Startup = startup,
        };
        fields.Finish();
        return registration;
    }

    /// <summary>Nothing but scheme, host and port: what else an address can hold would go where it does not belong.</summary>
    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0 && address.PathAndQuery == "/" && address.Fragment.Length == 0
        && address.Host.Length > 0 && address.Port > 0 && !text.Contains('?', StringComparison.Ordinal) && !text.Contains('#', StringComparison.Ordinal) && !text.Contains('@', StringComparison.Ordinal);
}
