using Switchyard.Admin.Client.Problems;

namespace Switchyard.Console.Gateways;

/// <summary>A gateway as somebody writes it down in the form.</summary>
public sealed class GatewayDraft
{
    /// <summary>Its name.</summary>
    public string? Name { get; set; }

    /// <summary>What people call it.</summary>
    public string? DisplayName { get; set; }

    /// <summary>Labels, <c>name=value</c>, one a line.</summary>
    public string? Labels { get; set; }

    /// <summary>The labels.</summary>
    /// <exception cref="SwitchyardApiException">A line is not written as <c>name=value</c>.</exception>
    public IReadOnlyDictionary<string, string> ReadLabels()
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in (Labels ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = line.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts is not [{ Length: > 0 } name, var value])
            {
                var detail = $"'{line}' is not written as name=value.";
                throw new SwitchyardApiException(400, "invalid_request", detail, [new ApiError("labels", detail)]);
            }

            labels[name] = value;
        }

        return labels;
    }
}
