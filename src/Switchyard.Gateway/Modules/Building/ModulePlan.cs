using Switchyard.Gateway.Modules.Chains;
using Switchyard.Model.Modules;

namespace Switchyard.Gateway.Modules.Building;

/// <summary>What becomes of one module of the next configuration.</summary>
/// <param name="Config">As it is to be.</param>
/// <param name="Before">Index of the module in force that it follows, or -1: then it is built beside what serves.</param>
/// <param name="IsKept">Whether that one simply stays.</param>
internal readonly record struct ModulePlan(ModuleConfig Config, int Before, bool IsKept)
{
    /// <summary>
    /// Compares what is in force with what is wanted. Pure. Equal modules stay. One of which nothing but the configuration changed, and that can, is reconfigured in place. Everything else (another type, placement or
    /// requirement, another place in the order) is built side by side. A module has another place only if it has moved relative to the others: one that is inserted or taken away moves nobody.
    /// </summary>
    public static IReadOnlyList<ModulePlan> Make(IReadOnlyList<ModuleSlot> inForce, IReadOnlyList<ModuleConfig> wanted)
    {
        var places = new Dictionary<string, int>(inForce.Count, StringComparer.Ordinal);
        for (var i = 0; i < inForce.Count; i++)
        {
            places[inForce[i].Config.Name] = i;
        }

        var enabled = wanted.Where(static module => module.Enabled).ToArray();
        var before = Array.ConvertAll(enabled, module => places.GetValueOrDefault(module.Name, -1));
        var unmoved = Unmoved(before);
        var plans = new ModulePlan[enabled.Length];
        for (var i = 0; i < enabled.Length; i++)
        {
            plans[i] = before[i] < 0 || !unmoved[i] ? new ModulePlan(enabled[i], -1, false) : Of(inForce[before[i]], enabled[i], before[i]);
        }

        return plans;
    }

    private static ModulePlan Of(ModuleSlot slot, ModuleConfig config, int place) =>
        slot.Config.IsSameBut(config) && slot.Config.Config == config.Config ? new ModulePlan(config, place, IsKept: true)
        : slot.Config.IsSameBut(config) && slot.Module is IReconfigurable ? new ModulePlan(config, place, IsKept: false)
        : new ModulePlan(config, -1, false);

    /// <summary>Which of <paramref name="places"/> belong to a longest rising part: the most modules that have kept their order.</summary>
    private static bool[] Unmoved(int[] places)
    {
        // Patience sorting: ends[k] is the index of the smallest last place of a rising part of length k + 1.
        var ends = new List<int>();
        var previous = new int[places.Length];
        for (var i = 0; i < places.Length; i++)
        {
            if (places[i] < 0)
            {
                continue;
            }

            var (low, high) = (0, ends.Count);
            while (low < high)
            {
                var middle = (low + high) >>> 1;
                (low, high) = places[ends[middle]] < places[i] ? (middle + 1, high) : (low, middle);
            }

            previous[i] = low == 0 ? -1 : ends[low - 1];
            if (low == ends.Count)
            {
                ends.Add(i);
            }
            else
            {
                ends[low] = i;
            }
        }

        var unmoved = new bool[places.Length];
        for (var i = ends.Count == 0 ? -1 : ends[^1]; i >= 0; i = previous[i])
        {
            unmoved[i] = true;
        }

        return unmoved;
    }
}
