using System.Globalization;
using Switchyard.Admin.Client.Canaries;
using Switchyard.Admin.Client.Problems;

namespace Switchyard.Console.Configuration;

/// <summary>A canary as somebody writes it down in the form; what is left out is the API's default.</summary>
internal sealed class CanaryDraft
{
    public string? Who { get; set; } = "percent";

    public string? Percent { get; set; } = "10";

    public HashSet<string> Nodes { get; } = new(StringComparer.Ordinal);

    public string? Window { get; set; }

    public string? Promote { get; set; } = "auto";

    public string? ErrorRate { get; set; }

    public string? Latency { get; set; }

    public string? MinRequests { get; set; }

    /// <summary>What the API is asked for.</summary>
    /// <exception cref="SwitchyardApiException">A field is no number; each such field is named.</exception>
    public NewCanary ToCanary()
    {
        var faults = new List<ApiError>();
        var (percent, errorRate, latency, least) = (Number(Percent, "canary.percent", faults), Number(ErrorRate, "canary.thresholds.errorRate", faults), Number(Latency, "canary.thresholds.latency", faults), Number(MinRequests, "canary.thresholds.minRequests", faults));
        if (faults.Count > 0)
        {
            throw new SwitchyardApiException(400, "invalid_request", "The form has faults.", faults);
        }

        return new NewCanary
        {
            Nodes = Who == "nodes" ? [.. Nodes.Order(StringComparer.Ordinal)] : null,
            Percent = Who == "nodes" ? null : (int?)percent,
            Window = string.IsNullOrWhiteSpace(Window) ? null : Window.Trim(),
            Promote = Promote,
            Thresholds = errorRate is null && latency is null && least is null ? null : new CanaryThresholds(errorRate, latency, (long?)least),
        };
    }

    private static decimal? Number(string? text, string field, List<ApiError> faults)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (decimal.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        faults.Add(new ApiError(field, "Must be a number."));
        return null;
    }
}
