namespace KernelGen.Tuner.Targets;

/// <summary>The devices of a target.</summary>
/// <param name="Devices">Each of them.</param>
/// <param name="WhyNone">Why there are none, as a sentence; null where that needs no words.</param>
internal sealed record DeviceList(IReadOnlyList<ListedDevice> Devices, string? WhyNone = null);

/// <summary>A device as <c>--device</c> finds it and <c>devices</c> shows it.</summary>
/// <param name="Number">What <c>--device</c> calls it; empty where there is no choice.</param>
/// <param name="Name">Its name.</param>
/// <param name="Key">Its key; empty when it cannot be opened.</param>
/// <param name="Class">Its class; empty when it cannot be opened.</param>
/// <param name="Description">One English line.</param>
internal sealed record ListedDevice(string Number, string Name, string Key, string Class, string Description)
{
    /// <summary>What identifies the one device wherever it is plugged in; empty where nothing does.</summary>
    public string Identity { get; init; } = "";

    /// <summary>Why it cannot be opened; null when it can.</summary>
    public string? Problem { get; init; }
}
